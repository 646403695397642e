/** What begins a terminal's commands. */
export const ESC = '\u001b';

/** A text without its colours. */
export const withoutColours = (text: string): string => {
  const [start = '', ...coloured] = text.split(ESC);
  return [start, ...coloured.map((part) => part.replace(/^\[[\d;]*[A-Za-z]/, ''))].join('');
};
