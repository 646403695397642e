/** A figure, with thousands separated and one decimal at most. */
export const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });
/** A ratio or a price, with two decimals. */
export const decimals = (value: number) =>
  value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
