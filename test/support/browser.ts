/** Debian's Chromium for the tests of a file, and pages that note what they should not do. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary.ts';

const executablePath = '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What follows the title of tests that are skipped without a browser; empty where there is one. */
export const withoutBrowser = existsSync(executablePath) ? '' : ` (skipped: there is no ${executablePath})`;

export interface Opening {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScript?: boolean;
  readonly bypassCSP?: boolean;
  /** With its `#`. */
  readonly fragment?: string;
}

export interface Opened {
  readonly page: Page;
  /** Addresses asked for beside that of the page itself. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, uncaught errors, dialogs. */
  readonly complaints: readonly string[];
}

type Open = (address: string, opening?: Opening) => Promise<Opened>;

/** One browser for all tests of a `describe`: what it gives opens an address, until the test is over. */
export function useBrowserAt(): Open {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(async () => browser?.close());

  return async (address, { width = 1280, javaScript = true, fragment = '', ...options } = {}) => {
    const viewport = { width, height: 800 };
    const context = await browser?.newContext({ viewport, javaScriptEnabled: javaScript, ...options });
    if (!context) throw new Error('the browser was not started');
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== address) requests.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', async (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    await page.goto(address + fragment);
    return { page, requests, complaints };
  };
}

/** The same for a text, which is opened as a file. */
export function useBrowser(): Open {
  const open = useBrowserAt();
  return (html, opening) => {
    const file = path.join(temporaryFolder(), 'plan.html');
    writeFileSync(file, html);
    return open(pathToFileURL(file).href, opening);
  };
}
