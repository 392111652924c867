/** Appearance that the server must know before it renders, so that nothing flashes: plain cookies. */
export const THEME_COOKIE = "limpid_theme";
export const RAIL_COOKIE = "limpid_rail";

const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** A cookie's text as a theme. */
export function asTheme(text: string | undefined): Theme {
  return THEMES.find((theme) => theme === text) ?? "system";
}

/** Sets a cookie of ours for a year (browser only). */
export function setAppearanceCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and on plain http
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** Switches the theme at once and for the next visits. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  setAppearanceCookie(THEME_COOKIE, theme);
}
