/** How a picture lies in its frame: its size times `scale`, its middle `x`, `y` px from the frame's middle. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const SMALLEST = 0.05;
const LARGEST = 64;
const MOST_FITTED = 4;

/** The whole picture in the frame; small ones are enlarged, but not beyond what a person can look at. */
export function fitted(picture: Size, frame: Size): Placement {
  if (picture.width === 0 || picture.height === 0) return { scale: 1, x: 0, y: 0 };
  return { scale: Math.min(MOST_FITTED, frame.width / picture.width, frame.height / picture.height), x: 0, y: 0 };
}

/** Zooms by a factor so that what is under the point (from the frame's middle) stays there. */
export function zoomed(
  { scale, x, y }: Placement,
  factor: number,
  point: { x: number; y: number } = { x: 0, y: 0 },
): Placement {
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale * factor));
  const by = next / scale;
  return { scale: next, x: point.x - (point.x - x) * by, y: point.y - (point.y - y) * by };
}

/** The picture's pixel under a point (from the frame's middle); null beside the picture. */
export function pixelAt(
  { scale, x, y }: Placement,
  picture: Size,
  point: { x: number; y: number },
): { x: number; y: number } | null {
  const column = Math.floor((point.x - x) / scale + picture.width / 2);
  const row = Math.floor((point.y - y) / scale + picture.height / 2);
  return column >= 0 && row >= 0 && column < picture.width && row < picture.height ? { x: column, y: row } : null;
}
