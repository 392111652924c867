export const python: string | undefined;
export const NO_PYTHON: string;
export function venv(name?: string): string;
