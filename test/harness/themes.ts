/** The four kinds of theme that a webview must look right in. */
export const themes = ['dark', 'light', 'hc-dark', 'hc-light'] as const;
export type Theme = (typeof themes)[number];

interface ThemeNames {
  /** In the settings. */
  readonly setting: string;
  /** In the picker. */
  readonly label: string;
  /** Class of a window that has it. */
  readonly className: string;
}

export const themeNames: Readonly<Record<Theme, ThemeNames>> = {
  dark: {
    setting: 'Dark Modern',
    label: 'Dark Modern',
    className: 'vscode-theme-defaults-themes-dark_modern-json',
  },
  light: {
    setting: 'Light Modern',
    label: 'Light Modern',
    className: 'vscode-theme-defaults-themes-light_modern-json',
  },
  'hc-dark': {
    setting: 'Default High Contrast',
    label: 'Dark High Contrast',
    className: 'vscode-theme-defaults-themes-hc_black-json',
  },
  'hc-light': {
    setting: 'Default High Contrast Light',
    label: 'Light High Contrast',
    className: 'vscode-theme-defaults-themes-hc_light-json',
  },
};

/** The user settings that select a theme. */
export function settingsOfTheme(theme: Theme): Record<string, unknown> {
  return {
    'workbench.colorTheme': themeNames[theme].setting,
    'window.autoDetectColorScheme': false,
    'window.autoDetectHighContrast': false,
  };
}
