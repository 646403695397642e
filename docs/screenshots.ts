import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { createKite } from '../client/src/index.ts';
import { serve } from '../local/serve.ts';
import { runCommand } from '../operate/command.ts';
import { startChromium } from '../test/support/chromium.ts';

/* Makes docs/images: each screen of the dashboard with the demo's story. npm run screenshots */

const PROJECT = join(import.meta.dirname, '..');
const IMAGES = join(import.meta.dirname, 'images');
const QUALITY = 75;
const SIZES = [
  ['', { viewport: { width: 1280, height: 800 } }],
  ['-phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
] as const;
const SCHEMES = ['light', 'dark'] as const;

interface Screen {
  readonly name: string;
  readonly path: string;
  /** What is there when all of it is. */
  readonly ready: (page: Page) => Promise<unknown>;
}

async function main(): Promise<void> {
  const logs = createWriteStream(devNull);
  await using started = new AsyncDisposableStack();
  const onError = (error: unknown) => console.error(error);
  const open = started.adopt(await serve({ port: 0, logs, onError }), ({ close }) => close());
  // The same once more, but for those who have to sign in.
  const { assembly, endpoint } = open;
  const closed = await serve({ port: 0, logs, onError, assembly, endpoint, auth: true });
  started.defer(() => closed.close());
  await promisify(execFile)(process.execPath, [
    '--no-warnings',
    join(PROJECT, 'bin/demo.ts'),
    '--url',
    open.url,
  ]);
  const browser = started.adopt(await startChromium(), (one) => one.close());

  await mkdir(IMAGES, { recursive: true });
  for (const screen of await screensOf(open.url, closed.url)) await picture(browser, screen);
}

async function screensOf(open: string, closed: string): Promise<readonly Screen[]> {
  const query = { namespace: ['team-alpha'], resourceName: ['storefront-e2e'], state: 'ACTIVE' } as const;
  const { data } = await createKite({ url: open }).get('/api/v1/issues', { params: { query } });
  const [flaky] = data;
  return [
    { name: 'now', path: `${open}/`, ready: (page) => page.getByText('orders-main').waitFor() },
    {
      name: 'issue',
      path: `${open}/?issue=${flaky?.id}`,
      ready: (page) => page.getByText('1 failed').last().waitFor(),
    },
    {
      name: 'namespaces',
      path: `${open}/dashboard/namespaces`,
      ready: (page) => page.getByText('orders-main').waitFor(),
    },
    {
      name: 'set-up',
      path: `${open}/dashboard/set-up`,
      ready: (page) => page.getByText('GitHub').first().waitFor(),
    },
    { name: 'sign-in', path: `${closed}/`, ready: (page) => page.getByLabel('Kite token').waitFor() },
  ];
}

async function picture(browser: Browser, { name, path, ready }: Screen): Promise<void> {
  for (const colorScheme of SCHEMES) {
    for (const [suffix, size] of SIZES) {
      const page = await browser.newPage({ colorScheme, ...size });
      await page.goto(path);
      await ready(page);
      await page.waitForLoadState('networkidle');
      const session = await page.context().newCDPSession(page);
      const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
      const file = join(IMAGES, `${name}${suffix}-${colorScheme}.webp`);
      await writeFile(file, data, 'base64');
      console.log(file);
      await page.close();
    }
  }
}

await runCommand(main);
