/** The four kinds of theme that a webview must look right in. */
export const themes = ['dark', 'light', 'hc-dark', 'hc-light'] as const;
export type Theme = (typeof themes)[number];

const themeNames: Record<Theme, string> = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

/** The user settings that select a theme. */
export function settingsOfTheme(theme: Theme): Record<string, unknown> {
  return {
    'workbench.colorTheme': themeNames[theme],
    'window.autoDetectColorScheme': false,
    'window.autoDetectHighContrast': false,
  };
}
