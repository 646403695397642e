import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Every page of the project, relative to its folder. */
export const pages = [
  ...globSync('*.md', { cwd: PROJECT }),
  ...globSync('{docs,bench}/**/*.md', { cwd: PROJECT }),
].sort();

export const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

/** The fenced blocks of a page in a language, without the indentation of a list. */
export const blocksIn = (page: string, language: string): string[] =>
  [...page.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)]
    .filter(([, , kind]) => kind === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));

/** A page without its fenced blocks. */
const withoutBlocks = (page: string): string => page.replaceAll(/^( *)```.*?^\1```$/gms, '');

/** The texts in backquotes outside of blocks. */
export const codeIn = (page: string): string[] =>
  [...withoutBlocks(page).matchAll(/`([^`]+)`/g)].map(([, text = '']) => text.replaceAll(/\s+/g, ' '));

/** The commands of a page's shell blocks, one each; what a backslash, a quote or a pipe continues is one. */
export const commandsIn = (page: string): string[] =>
  blocksIn(page, 'sh').flatMap(
    (block) =>
      block
        .replaceAll(/\\\n\s*/g, ' ')
        .replaceAll(/\|\n\s*/g, '| ')
        .match(/(?:'[^']*'|"(?:\\"|[^"])*"|[^\n'"])+/g) ?? [],
  );
