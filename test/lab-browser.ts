// The lab's page in a real browser, on real sockets.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { startLab } from '../src/lab/lab.ts'
import type { Lab } from '../src/lab/lab.ts'
import { Timeline } from '../src/lab/page/timeline.ts'
import { ranges } from '../src/lab/settings.ts'
import type { TraceEvent } from '../src/trace/event.ts'
import { noBrowser, openBrowser } from './browser.ts'
import { sha256, sha256Of } from './scratch.ts'

let lab: Lab
let browser: BrowserContext
/** What the page complained of. */
const faults: string[] = []
/** Bytes of the page's own files as they were sent. */
let transfer = 0

before(async () => {
  if (noBrowser) return
  lab = await startLab()
  browser = await openBrowser({ viewport: { width: 1280, height: 800 }, reducedMotion: 'no-preference' })
})
after(async () => {
  if (noBrowser) return
  await browser.close()
  await lab.close()
})

const inBrowser = (name: string, body: (page: Page) => Promise<void>): void =>
  void test(name, { skip: noBrowser }, async () => {
    const page = await browser.newPage()
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(lab.url)
    await body(page)
    assert.deepEqual(faults.splice(0), [])
    await page.close()
  })

// Not page.waitForFunction: the page's own rules let no text become script, but the debugger may evaluate it.
async function until(page: Page, expression: string): Promise<void> {
  for (let i = 0; i < 300 && !(await page.evaluate(expression)); i++) await page.waitForTimeout(20)
  assert.ok(await page.evaluate(expression), expression)
}

const slider = (page: Page, setting: string) => page.locator(`[data-setting=${setting}]`)
const hashOf = (text: string) => sha256(Buffer.from(text))

async function setDelay(page: Page, ms: number): Promise<void> {
  await slider(page, 'delay').fill(String(ranges.delay.places.indexOf(ms)))
}

const ended = (page: Page) => page.locator('html[data-state=done]').waitFor({ timeout: 30_000 })

/** The newest run's trace, as whoever saves it gets it. */
async function eventsOfLast(): Promise<TraceEvent[]> {
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${lab.port}/api/${path}`, { headers: { 'Sluice-Token': lab.token } })
  const runs = (await (await ask('runs')).json()) as { id: number }[]
  const text = await (await ask(`runs/${runs.at(-1)!.id}/trace.ndjson`)).text()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceEvent)
}

inBrowser('the page is at most 40 KB as it is sent, and asks nobody but the lab', async (page) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('response', (response) => {
    void response
      .request()
      .sizes()
      .then((sizes) => (transfer += sizes.responseBodySize))
  })
  await page.reload({ waitUntil: 'networkidle' })
  assert.ok(transfer > 5000 && transfer <= 40_000, `${transfer} bytes`)
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(`http://127.0.0.1:${lab.port}/`)),
    [],
  )
})

inBrowser(
  'with 32 KB and a sleep the server is paused again and again, as long as its own kernel says',
  async (page) => {
    await setDelay(page, 100)
    await page.keyboard.press('r')
    await ended(page)
    const line = new Timeline()
    const events = await eventsOfLast()
    for (const event of events) line.see(event)
    const drawn = line.pauses.reduce((sum, { from, to }) => sum + to - from, 0)
    const kernel = Math.max(...events.map((event) => (event.type === 'origin' ? (event.rwndLimited ?? 0) : 0)))
    assert.ok(line.pauses.length >= 5, `${line.pauses.length} pauses`)
    assert.ok(Math.abs(drawn - kernel) <= 0.05 * kernel, `${drawn} ms drawn, ${kernel} ms by the server's kernel`)
    const said = await page.locator('.sentence').textContent()
    assert.match(said!, new RegExp(`paused for ${(kernel / 1000).toFixed(2)} s`))
    assert.match(said!, /What limited this download: your program\./)
  },
)

inBrowser('the delay dragged to 0 opens the door within a second', async (page) => {
  await setDelay(page, 250)
  await page.keyboard.press('r')
  await page.locator('.machine[data-server=paused]').waitFor()
  const box = (await slider(page, 'delay').boundingBox())!
  const middle = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.64, middle)
  await page.mouse.down()
  await page.mouse.move(box.x + 2, middle, { steps: 5 })
  await page.mouse.up()
  await page.locator('.machine[data-door=open]').waitFor({ timeout: 1000 })
  await ended(page)
  const marks = (await eventsOfLast()).filter((event) => event.type === 'setting')
  assert.equal(marks.at(-1)?.value, 0)
})

inBrowser('the picture is painted from the bytes that were read, and is the server’s', async (page) => {
  const picture = "document.querySelector('.picture img')"
  await setDelay(page, 50)
  await page.keyboard.press('r')
  await until(page, `${picture}.naturalHeight > 0`)
  assert.equal(await page.evaluate(`${picture}.complete`), false)
  await ended(page)
  await until(page, `${picture}.complete`)
  const bytes = await page.evaluate(`fetch(${picture}.src).then((got) => got.bytes()).then((bytes) => [...bytes])`)
  assert.equal(sha256(Uint8Array.from(bytes as number[])), sha256Of('content/cover3.jpg'))
})

inBrowser('a replay at its end is the picture that was drawn live', async (page) => {
  await setDelay(page, 10)
  await page.keyboard.press('r')
  await ended(page)
  await page.evaluate('document.activeElement.blur()')
  const drawn = async () => {
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    return sha256(Buffer.from(await page.evaluate<string>("document.querySelector('.sluice canvas').toDataURL()")))
  }
  const live = await drawn()
  for (const key of ['ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key)
  assert.notEqual(await drawn(), live)
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
  assert.equal(await drawn(), live)
})

inBrowser('the keyboard alone: run, stop, step, read by read, views', async (page) => {
  const state = (name: string) => page.locator(`html[data-state=${name}]`).waitFor()
  await page.keyboard.press('r')
  await state('running')
  await page.keyboard.press('Escape')
  await state('failed')
  for (let i = 1; i <= 3; i++) {
    await page.keyboard.press('s')
    await until(page, `[...document.querySelectorAll('.print')].filter((line) => line.textContent).length === ${i}`)
  }
  await page.keyboard.press('ArrowLeft')
  assert.match((await page.locator('.spoken').textContent())!, /^Read [23] at .* bytes/)
  const chosen = page.locator('[role=tab][aria-selected=true]')
  for (const [i, name] of ['Sluice', 'Time-sequence', 'Bytes', 'Log', 'Table'].entries()) {
    await page.keyboard.press(String(i + 1))
    assert.equal(await chosen.textContent(), name)
  }
  await chosen.focus()
  await page.keyboard.press('ArrowLeft')
  assert.equal(await page.locator('[role=tab]:focus').textContent(), 'Log')
})

inBrowser('the table has every read that was traced', async (page) => {
  await setDelay(page, 5)
  await page.keyboard.press('r')
  await ended(page)
  await page.locator('body').press('5')
  const reads = (await eventsOfLast()).filter((event) => event.type === 'read')
  await page
    .locator('tbody tr')
    .nth(reads.length - 1)
    .waitFor()
  assert.equal(await page.locator('tbody tr').count(), reads.length)
  const last = await page.locator('tbody tr').last().locator('td').allTextContents()
  assert.equal(last[3], '230,607')
})

inBrowser('an experiment: predicted, run, and checked by the lab itself', async (page) => {
  const guide = page.getByRole('region', { name: 'Experiments' })
  await page.getByRole('combobox', { name: 'Experiments' }).selectOption('header')
  await guide.getByRole('button', { name: 'Run it' }).click()
  await guide.getByText('First say what you expect').waitFor()
  await guide.getByLabel('at byte 393').check()
  await guide.getByRole('button', { name: 'Run it' }).click()
  await guide.getByText('It is: at byte 397.').waitFor()
  await guide.getByText('The header is 393 bytes').waitFor()
  assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Bytes')
  await page.locator('.in-blank').first().waitFor()
  assert.equal(await page.locator('.in-blank').first().textContent(), '0d 0a 0d 0a ')
})

inBrowser('what is saved can be opened again, and is the same picture', async (page) => {
  await setDelay(page, 5)
  await page.keyboard.press('r')
  await ended(page)
  const drawn = () => page.evaluate<string>("document.querySelector('.sluice canvas').toDataURL()").then(hashOf)
  // The last frame may be still to come.
  const settled = async () => {
    for (let former = '', now = await drawn(); ; former = now, now = await drawn()) {
      if (former === now) return now
      await page.waitForTimeout(200)
    }
  }
  const live = await settled()
  const saved = async (format: string) => {
    const download = page.waitForEvent('download')
    await page.getByLabel('Save as').selectOption(format)
    return readFileSync(await (await download).path())
  }
  const trace = await saved('ndjson')
  const har = JSON.parse((await saved('har')).toString()) as { log: { entries: unknown[] } }
  assert.equal(har.log.entries.length, 1)
  assert.ok((await saved('pcapng')).length > 230_607)
  assert.match((await saved('svg')).toString(), /^<svg .*<\/svg>\n$/s)
  assert.equal((await saved('png')).subarray(1, 4).toString(), 'PNG')
  await page.reload()
  await page.setInputFiles('input[type=file]', { name: 'a.ndjson', mimeType: 'application/x-ndjson', buffer: trace })
  await ended(page)
  assert.equal(await settled(), live)
})

inBrowser('a file that is no trace is refused with its line', async (page) => {
  const buffer = Buffer.from('{"type":"read"}\n')
  await page.setInputFiles('input[type=file]', { name: 'a.ndjson', mimeType: 'application/x-ndjson', buffer })
  await page.getByRole('alert').getByText('line 1').waitFor()
})

inBrowser('a transcript is explained in the page', async (page) => {
  await page.getByRole('button', { name: 'Transcript…' }).click()
  await page
    .getByRole('dialog')
    .getByLabel('What your program printed')
    .fill('5120 5120\n5120 10240\n4240 14480\n5120 19600\n...\n3200 217200\n5120 222320\nHeader length 393\n')
  await page.getByText('10 × 1448').first().waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('dialog[open]').count(), 0)
})

inBrowser('an exercise is compared with what the server has', async (page) => {
  await page.getByRole('button', { name: 'Exercises…' }).click()
  const task = page.locator('details', { hasText: 'Exercise 4' })
  await task.locator('summary').click()
  const url = await task
    .locator('code')
    .filter({ hasText: /^http:/ })
    .textContent()
  const paragraphs = (await (await fetch(url!)).text()).split('<p>').length - 1
  for (const [printed, said] of [
    ['paragraphs: 1', /the server’s file has/],
    [`Enter - ${url}\n${paragraphs}`, /^Right: /],
  ] as const) {
    await task.getByLabel('What your program printed').fill(printed)
    await task.getByRole('button', { name: 'Compare' }).click()
    await task.getByText(said).waitFor()
  }
})

inBrowser('100,000 reads cost no more strokes than the screen is wide, while a replay is dragged', async (page) => {
  let total = 0
  const head: TraceEvent = {
    type: 'trace',
    at: 0,
    version: 1,
    started: '2018-04-11T18:54:09Z',
    tool: 'sluice',
    url: 'http://a/b',
    options: {},
    capabilities: [],
  }
  const lines = [head, { type: 'request', at: 1, method: 'GET', target: '/b', bytes: 3, text: 'GET' }].map((event) =>
    JSON.stringify(event),
  )
  for (let i = 1; i <= 100_000; i++) {
    const [at, bytes] = [1 + i * 0.6, 100 + ((i * 7919) % 5000)]
    total += bytes
    lines.push(
      JSON.stringify({
        type: 'kernel',
        at,
        recvQueue: (i * 31) % 30_000,
        queueMemory: 30_000,
        receiveBuffer: 32_768,
        window: i % 7 ? 0 : 5000,
        arrived: total,
      }),
    )
    lines.push(JSON.stringify({ type: 'read', at, bytes, total, asked: 5120 }))
  }
  lines.push(JSON.stringify({ type: 'complete', at: 60_002, received: total, content: total, declared: true }))
  await page.setInputFiles('input[type=file]', {
    name: 'a.ndjson',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(`${lines.join('\n')}\n`),
  })
  await ended(page)
  // What a frame costs is counted, not timed: the strokes of all frames while somebody drags.
  await page.evaluate(`window.counts = []; for (const name of ['clearRect', 'lineTo', 'arc', 'fillRect']) {
    const draw = CanvasRenderingContext2D.prototype[name]
    CanvasRenderingContext2D.prototype[name] = function (...box) {
      if (name === 'clearRect') counts.push(0)
      else counts[counts.length - 1]++
      draw.apply(this, box)
    }
  }`)
  await page.mouse.move(400, 400)
  await page.mouse.down()
  for (let x = 400; x < 800; x += 40) await page.mouse.move(x, 400)
  await page.mouse.up()
  const strokes = await page.evaluate<number[]>('counts')
  assert.ok(strokes.length > 3 && Math.max(...strokes) < 40_000, `${strokes.join(' ')} strokes`)
})

for (const colorScheme of ['light', 'dark'] as const)
  inBrowser(`axe finds nothing on any view: ${colorScheme}`, async (page) => {
    await page.emulateMedia({ colorScheme })
    await setDelay(page, 0)
    await page.keyboard.press('r')
    await ended(page)
    for (const view of [1, 2, 3, 4, 5]) {
      await page.locator('body').press(String(view))
      await page.waitForTimeout(50)
      assert.deepEqual(await axe(page), [], `view ${view}`)
    }
    await page.getByRole('combobox', { name: 'Experiments' }).selectOption('forced')
    for (const name of ['Address…', 'Exercises…', 'Transcript…', 'Compare…']) {
      await page.getByRole('button', { name }).click()
      assert.deepEqual(await axe(page), [], name)
      await page.keyboard.press('Escape')
    }
  })

// Through the debugger: the page's own rules let no script in.
async function axe(page: Page): Promise<unknown> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
  )
}
