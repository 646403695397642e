import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { subscribe } from '@parcel/watcher';

/** What a build is made from, as far as people change it; folders may come and go too. */
const SOURCE =
  /^(?:functions|lib|bin|stages)(?:\/.*)?(?:\/[^.]+|\.ts|\.json)$|^dashboard\/.*\.(?:tsx?|css|html|svg)$|^client\/src\/.*\.ts$|^cdk\.json$/;

/** An editor may write a file in several steps. */
const QUIET_MS = 200;

/**
 * Watches a project's sources, however they are written: in place, replaced by a rename, deleted and made again.
 * @param onChange receives what changed, when 200 ms have passed without another change; never called while it runs
 * @returns stops it
 */
export async function watchSources(
  project: string,
  onChange: (files: readonly string[]) => Promise<void>,
): Promise<() => Promise<void>> {
  const folder = realpathSync(project);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const subscription = await subscribe(
    folder,
    (error, events) => {
      if (error) return console.error(`Changes are no longer noticed: ${error.message}`);
      const files = events.map(({ path }) => relative(folder, path)).filter((path) => SOURCE.test(path));
      if (files.length === 0) return;
      for (const file of files) changed.add(file);
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(async () => {
          const all = [...changed].sort();
          changed.clear();
          if (all.length > 0) await onChange(all);
        });
      }, QUIET_MS);
    },
    { ignore: ['node_modules', '.git', 'cdk.out', 'coverage'] },
  );
  return async () => {
    clearTimeout(timer);
    await subscription.unsubscribe();
    await running;
  };
}
