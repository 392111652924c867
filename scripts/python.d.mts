export const python: string | undefined;
export const NO_PYTHON: string;
export function venv(): string;
