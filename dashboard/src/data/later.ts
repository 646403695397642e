/** Thrown where a part of the page is that of an earlier deployment; the message is for people. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
  override readonly message = 'Kite was updated while this page was open.';
}

/**
 * Loads a part of the page that few need. A deployment takes the files of the one before away.
 * @throws Outdated when the page has to be loaded again
 */
export async function later<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    if (await isOutdated()) throw new Outdated();
    throw new Error('A part of this page could not be loaded. Try again.');
  }
}

/** Whether Kite's page begins with another script than this one. */
async function isOutdated(): Promise<boolean> {
  try {
    const page = await fetch('/');
    return page.ok && !(await page.text()).includes(new URL(import.meta.url).pathname);
  } catch {
    return false;
  }
}
