/** Numbers as people read them, in the language of the page. */
const locale = document.documentElement.lang === '' ? 'en' : document.documentElement.lang;

const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const threeDecimals = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
});
const fourDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const scientific = new Intl.NumberFormat(locale, {
  notation: 'scientific',
  maximumSignificantDigits: 3,
});
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const clockTime = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });

export function formatInteger(value: number): string {
  return integers.format(value);
}

/** From here on powers of ten: the losses of a run that diverges have many digits. */
const SCIENTIFIC_FROM = 1e6;

/** Below, three decimals leave hardly a digit. */
const FIGURE_BELOW = 0.01;

/** A loss, a probability: three decimals, fewer when the number is large, more when it is small. */
export function formatValue(value: number): string {
  if (Math.abs(value) >= SCIENTIFIC_FROM) return scientific.format(value);
  if (value !== 0 && Math.abs(value) < FIGURE_BELOW) return formatFigure(value);
  return Math.abs(value) < 100 ? threeDecimals.format(value) : fourDigits.format(value);
}

/** A figure of any size: three digits that count. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  const plain = value === 0 || (size >= 1e-4 && size < SCIENTIFIC_FROM);
  return (plain ? threeDigits : scientific).format(value);
}

export function formatShort(value: number): string {
  return (Math.abs(value) >= SCIENTIFIC_FROM ? scientific : threeDigits).format(value);
}

export function formatPercent(share: number): string {
  return percents.format(share);
}

/** 3.2M and the like, for counts of parameters. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** A live setting as it would be typed. */
export function formatSetting(value: number): string {
  return String(value);
}

export function formatTime(isoTime: string): string {
  const time = new Date(isoTime);
  return Number.isNaN(time.getTime()) ? isoTime : clockTime.format(time);
}

/** Two units at most: "40 s", "12 min", "3 h 5 min", "2 d 4 h". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(`${hours} h`, minutes % 60, 'min');
  return withRest(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: string): string {
  return rest === 0 ? text : `${text} ${rest} ${unit}`;
}
