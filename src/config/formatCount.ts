/** "12,800": messages about configs, data and runs are English. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
