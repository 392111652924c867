export const engineLacks: string | null;
export function startEngine(): { env: Record<string, string>; stop: () => void };
export const strikeEngine: (() => Promise<void>) | null;
