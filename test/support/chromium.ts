import { chromium } from 'playwright-core';

/** Debian's; CONTRIBUTING.md says how to get it. */
export const CHROMIUM = '/usr/bin/chromium';

/** Debian's Chromium, without what it would ask its maker for. */
export const startChromium = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
