import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../backend/src/test-kit/test-server.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const screenshots = process.env['PARANET_SCREENSHOTS']

/** Sends a request from the page. */
async function tryOut(page: Page): Promise<void> {
  const operation = page.locator('#operations-System-getHealth')
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.try-out__btn').click()
  await operation.locator('.execute').click()
  await operation.locator('.live-responses-table').getByText('"status": "ok"').first().waitFor()
}

describe.skipIf(executablePath === undefined)(
  `the pages of the API in Chromium${executablePath === undefined ? ' (skipped: needs Chromium)' : ''}`,
  () => {
    let server: TestServer
    let browser: Browser
    beforeAll(async () => {
      server = await startTestServer()
      browser = await chromium.launch({
        executablePath: executablePath ?? '',
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      })
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await server?.[Symbol.asyncDispose]()
    })

    test.each([
      ['docs', '#operations-Topology-getNode'],
      ['redoc', '[data-section-id="tag/Topology/operation/getNode"]'],
    ])(
      '/%s shows every operation, asks nothing of anyone else and breaks no policy',
      async (path, operation) => {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
        const complaints: string[] = []
        const elsewhere: string[] = []
        page.on('pageerror', (error) => complaints.push(error.message))
        page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
        page.on('request', (request) => {
          if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) elsewhere.push(request.url())
        })
        await page.goto(`${server.url}/${path}`)
        const shown = page.locator(operation).first()
        await shown.waitFor({ state: 'attached' })
        await shown.scrollIntoViewIfNeeded()
        if (path === 'docs') await tryOut(page)
        if (screenshots !== undefined) {
          mkdirSync(screenshots, { recursive: true })
          await page.screenshot({ path: join(screenshots, `${path}.png`) })
        }
        expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] })
        await page.close()
      },
      60_000,
    )
  },
)
