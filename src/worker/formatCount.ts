/** "12,800": messages of the training process are English. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
