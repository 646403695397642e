/** A text of more lines than this is a log. */
const LOG_LINES = 40;
/** How many of a log's telling lines decide; what it says after them often follows from them. */
export const MAX_TELLING = 20;

/** How many of them are looked at for it: many that differ by numbers alone are one. */
const MAX_READ = 500;

/** What tools write when something did not work. */
const TELLING =
  /\b(?:errors?|err!|fail(?:ed|s|ing|ures?)?|fatal|exceptions?|panic(?:ked)?|traceback|severe|critical|den(?:ied|y)|refused|cannot|can ?not|cant|couldnt|could not|unable|not found|no such|undefined|invalid|missing|timed? ?out|timeout|killed|oom\w{0,20}|segmentation|abort(?:ed|ing)?|assert\w{0,20}|unexpected|unresolved|rejected|exceeded|unauthorized|forbidden|conflicts?|mismatch|unhealthy|exit(?:ed)? (?:code|status|with))\b|\w(?:error|exception|failure)\b|\*{3} |^E {2,8}\S|[✕✗✘×❌●]/i;
/** Lines with such words that do not say it: of what passed, is tried again, only warns, was fetched, or counts none. */
const NOT_TELLING =
  /\b(?:passed|pass|ok|succeeded|warn(?:ing)?|warn!|retry(?:ing)?|retried|trying again|download(?:ed|ing)|unpack(?:ed|ing)|fetch(?:ed|ing)|install(?:ed|ing)|collecting|extract(?:ed|ing)|pull(?:ed|ing)|debug|trace)\b|^\W{0,4}[✓✔√]|\b(?:no|0|without) (?:errors?|failures?|failed|failing)\b|\b(?:errors?|failures?|failed)[:=] ?0\b/i;

/** Whether a text of lines is a log, of which the telling lines decide alone. */
export const isLog = (lines: readonly string[]): boolean => lines.length > LOG_LINES;

/** The lines of a log that tell what failed; its last ones where none does. */
export function tellingLines(log: readonly string[]): readonly string[] {
  const telling = new Set(log.filter((line) => TELLING.test(line) && !NOT_TELLING.test(line)));
  return telling.size > 0 ? [...telling].slice(0, MAX_READ) : log.slice(-MAX_TELLING);
}
