import type { Locator, Page } from 'playwright-core';

/** Moves the pointer over an element from left to right; the browser answers each move once it is handled. */
export async function sweep(
  { mouse }: Page,
  element: Locator,
  { moves, press }: { readonly moves: number; readonly press: boolean },
): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${String(element)} is not on the page.`);
  const moveTo = (share: number): Promise<void> =>
    mouse.move(box.x + 10 + (box.width - 20) * share, box.y + box.height / 2);
  await moveTo(0);
  if (press) await mouse.down();
  for (let move = 1; move <= moves; move++) await moveTo(move / moves);
  if (press) await mouse.up();
}
