/** The link between the extension host and the theory pages. Types and literal constants only: the pages bundle it. */

export const THEORY_VIEW_TYPE = 'gan.theoryPages';

export const THEORY_PAGES = [
  'proposition1',
  'theorem1',
  'proposition2',
  'diracGan',
  'questions',
] as const;
export type TheoryPage = (typeof THEORY_PAGES)[number];

/** Commands of the extension that the pages offer. */
export const THEORY_COMMANDS = ['openPanel', 'setDiscriminatorSteps'] as const;
export type TheoryCommand = (typeof THEORY_COMMANDS)[number];

/** Cards of the training panel that the pages lead to. */
export const LINKED_CARDS = [
  'losses',
  'algorithm',
  'balance',
  'value',
  'distribution',
  'samples',
  'metrics',
] as const;
export type LinkedCard = (typeof LINKED_CARDS)[number];

/** Pages → host. */
export type TheoryMessage =
  /** The pages are there, and can be told which of them to show. */
  | { readonly type: 'ready' }
  | { readonly type: 'command'; readonly command: TheoryCommand }
  /** The panel of a run, at this card. */
  | { readonly type: 'openCard'; readonly card: LinkedCard };

/** Host → pages. */
export interface TheoryRequest {
  readonly type: 'show';
  readonly page: TheoryPage;
}

/** What the pages keep across reloads, through setState; the host does not look into it. */
export interface TheoryState {
  readonly page: TheoryPage;
  readonly experiments: Readonly<Record<string, unknown>>;
}
