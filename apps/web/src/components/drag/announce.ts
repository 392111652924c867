import type { Announcements, DndContextProps, UniqueIdentifier } from "@dnd-kit/core";

/**
 * What a screen reader says while something is moved by keys: names instead of ids. For `accessibility` of a DndContext.
 * @param nameOf what is moved, and what it may be moved over
 */
export function announceDrags(nameOf: (id: string) => string | undefined): DndContextProps["accessibility"] {
  const name = ({ id }: { id: UniqueIdentifier }) => nameOf(String(id)) ?? "it";
  const announcements: Announcements = {
    onDragStart: ({ active }) => `Picked up ${name(active)}.`,
    onDragOver: ({ active, over }) =>
      over && over.id !== active.id ? `${name(active)} is over ${name(over)}.` : `${name(active)} is at its place.`,
    onDragEnd: ({ active, over }) =>
      over ? `${name(active)} was dropped on ${name(over)}.` : `${name(active)} is back at its place.`,
    onDragCancel: ({ active }) => `Moving was given up: ${name(active)} is back at its place.`,
  };
  return {
    announcements,
    screenReaderInstructions: {
      draggable: "Space picks it up, arrow keys move it, Space again drops it there, Escape gives up.",
    },
  };
}
