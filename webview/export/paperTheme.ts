import type { PanelTheme } from '../theme';

/** For pictures on white paper: the colours of VS Code's light theme, in the font of the panel. */
export function paperTheme({ fontFamily }: PanelTheme): PanelTheme {
  return {
    discriminator: 'rgba(0, 99, 211, 1)',
    generator: 'rgba(191, 136, 3, 1)',
    real: 'rgba(101, 45, 144, 1)',
    fake: 'rgba(191, 136, 3, 1)',
    background: 'rgba(255, 255, 255, 1)',
    foreground: 'rgba(30, 30, 30, 1)',
    mutedForeground: 'rgba(80, 80, 80, 1)',
    grid: 'rgba(0, 0, 0, 0.1)',
    border: 'rgba(120, 120, 120, 1)',
    marker: 'rgba(0, 0, 0, 0.55)',
    tooltipBackground: 'rgba(255, 255, 255, 1)',
    tooltipForeground: 'rgba(30, 30, 30, 1)',
    tooltipBorder: 'rgba(120, 120, 120, 1)',
    fontFamily,
    fontSize: 13,
    highContrast: false,
  };
}
