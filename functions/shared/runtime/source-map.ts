import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** A place in a bundle, as stacks have it. */
const PLACE = /([^\s()]+\.cjs):(\d+):(\d+)/g;

/**
 * The error, with its stack in terms of the sources. Node.js can do that by itself (`--enable-source-maps`), but then
 * reads the map at every cold start, errors or none.
 */
export function inSources(error: Error): Error {
  const maps = new Map<string, SourceMap>();
  const toSource = (place: string, file: string, line: string, column: string) => {
    const map = maps.get(file) ?? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    maps.set(file, map);
    const origin = map.findOrigin(Number(line), Number(column));
    return 'fileName' in origin ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}` : place;
  };
  try {
    if (error.stack) error.stack = error.stack.replace(PLACE, toSource);
  } catch {
    // Without its map, the bundle's own places must do.
  }
  return error;
}
