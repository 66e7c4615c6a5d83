import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminPassword, type Running, startProcess, temporaryFolder } from '../walking-line/processes.js'
import { findOverlaps, lowContrast } from './page-checks.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const root = fileURLToPath(new URL('../../', import.meta.url))
/** Screenshots are kept where PARANET_SCREENSHOTS names a folder. */
const screenshots = process.env['PARANET_SCREENSHOTS']

const intent = `
// typed by hand
route from-noc {
    from: noc
    to: db1
    traffic: tcp dst-port 5432
    via: fw2
    reply: established
}
`

describe.skipIf(executablePath === undefined)(
  `the console in Chromium${executablePath === undefined ? ' (skipped: needs Chromium)' : ''}`,
  () => {
    let folder: ReturnType<typeof temporaryFolder>
    let server: Running
    let url: string
    let browser: Browser

    beforeAll(async () => {
      folder = temporaryFolder()
      server = await startProcess(
        [join(root, 'cli/bin/paranet.js'), 'serve', '--demo', '--port', '0', '--data', folder.path],
        /http:\/\/127\.0\.0\.1:\d+/,
        { PARANET_ADMIN_PASSWORD: adminPassword },
      )
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(server.output())?.[0] ?? ''
      browser = await chromium.launch({
        executablePath: executablePath ?? '',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      })
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await server?.stop('SIGTERM')
      folder.remove()
    })

    /** A page of its own that collects what the browser complains of. */
    async function open(scheme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[] }> {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      await page.goto(url)
      return { page, complaints }
    }

    async function login(page: Page): Promise<void> {
      await page.getByLabel('User name').fill('admin')
      await page.getByLabel('Password').fill(adminPassword)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByTestId('network-map').waitFor()
    }

    async function check(page: Page, name: string): Promise<void> {
      if (screenshots) {
        mkdirSync(screenshots, { recursive: true })
        await page.screenshot({ path: join(screenshots, `${name}.png`) })
      }
      expect(await findOverlaps(page), `${name}: elements that overlap`).toEqual([])
      expect(await lowContrast(page, 4.5), `${name}: text below 4.5`).toEqual([])
    }

    test('a wrong password is said, in words', async () => {
      const { page } = await open('light')
      await page.getByLabel('User name').fill('admin')
      await page.getByLabel('Password').fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
      await check(page, 'login-refused')
      await page.context().close()
    })

    test('the walking line by hand', async () => {
      const { page, complaints } = await open('light')
      await login(page)

      // writes an intent; a slip is shown under its words
      await page.getByTestId('code-editor').locator('.cm-content').click()
      await page.keyboard.press('Control+End')
      await page.keyboard.insertText(intent.replace('fw2', 'fw9'))
      await page.getByTestId('problems').getByText('fw9').first().waitFor()
      await page.keyboard.press('Control+z')
      await page.keyboard.press('Control+End')
      await page.keyboard.insertText(intent)
      await page.getByTestId('preview-plan').click()

      // sees the proof
      await page.getByTestId('plan').waitFor()
      await page
        .locator('[data-testid="verdict"][data-intent$="/from-noc"]')
        .first()
        .waitFor({ state: 'attached', timeout: 5000 })
      await page.getByTestId('deploy').waitFor()
      await check(page, 'plan-light')

      // deploys it, wave by wave
      await page.getByTestId('deploy').click()
      await page.getByTestId('deploy-confirm').click()
      await page.getByTestId('deployment').getByText('active', { exact: false }).first().waitFor()
      expect(await page.getByTestId('wave').count()).toBeGreaterThan(0)

      // a packet takes the waypoint
      await page.getByTestId('open-trace').click()
      await page.getByTestId('trace-from').fill('noc')
      await page.getByTestId('trace-to').fill('db1')
      await page.getByTestId('trace-port').fill('5432')
      await page.getByTestId('trace-run').click()
      await page.locator('[data-testid="hop"][data-node="fw2"]').waitFor()
      await check(page, 'trace-light')

      // breaks a link by a click, sees the alert, mends it
      await page.getByTestId('map-link-core1--fw1').focus()
      await page.keyboard.press('Enter')
      await page.getByTestId('break').click()
      await page.locator('[data-testid="map-link-core1--fw1"][data-up="false"]').waitFor({ state: 'attached' })
      await check(page, 'link-down-light')
      await page.getByTestId('nav-alerts').click()
      await page.getByTestId('alert').filter({ hasText: 'core1--fw1' }).first().waitFor()
      await check(page, 'alerts-light')
      await page.getByTestId('nav-workspace').click()
      await page.getByTestId('map-link-core1--fw1').focus()
      await page.keyboard.press('Enter')
      await page.getByTestId('restore').click()
      await page.locator('[data-testid="map-link-core1--fw1"][data-up="true"]').waitFor({ state: 'attached' })

      // lets a link lose packets in one direction, and mends it
      await page.getByTestId('fault-kind').selectOption({ label: 'Lose 10 % core1 → fw1' })
      await page.getByTestId('fault-set').click()
      await page.getByTestId('fault-mend').click()
      await page.getByTestId('fault-mend').waitFor({ state: 'detached' })

      // plays a scenario
      await page.getByTestId('nav-scenarios').click()
      await page.getByTestId('play-one-way-loss').click()
      await page.getByTestId('run-state').filter({ hasText: 'as told' }).waitFor()
      await check(page, 'scenario-light')

      // rolls back
      await page.getByTestId('nav-deployments').click()
      await page.getByTestId('deployment-row').first().click()
      await page.getByTestId('roll-back').filter({ visible: true }).click()
      await page.getByTestId('rollback-reason').fill('tried by hand')
      await page.getByTestId('rollback-confirm').click()
      await page.getByTestId('deployment-row').nth(2).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    }, 90_000)

    test.each(['light', 'dark'] as const)(
      'every screen in the %s theme: nothing overlaps, contrast at least 4.5',
      async (scheme) => {
        const { page, complaints } = await open(scheme)
        await check(page, `login-${scheme}`)
        await login(page)
        await check(page, `workspace-${scheme}`)
        await page.getByTestId('map-node-core1').focus()
        await page.keyboard.press('Enter')
        await page.getByTestId('node-details').waitFor()
        await check(page, `node-${scheme}`)
        for (const screen of ['deployments', 'alerts', 'drift', 'scenarios']) {
          await page.getByTestId(`nav-${screen}`).click()
          await page.locator(`[data-testid="nav-${screen}"][aria-current]`).waitFor()
          await page.waitForLoadState('networkidle')
          await check(page, `${screen}-${scheme}`)
        }
        for (const width of [1024, 800]) {
          await page.setViewportSize({ width, height: 700 })
          await page.getByTestId('nav-workspace').click()
          await page.getByTestId('network-map').waitFor()
          await check(page, `workspace-${scheme}-${width}`)
        }
        expect(complaints).toEqual([])
        await page.context().close()
      },
      60_000,
    )
  },
)
