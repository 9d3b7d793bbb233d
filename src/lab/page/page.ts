// The page: header, controls, the sentence, and the views of one session.

import { defaults } from '../settings.ts'
import { get, hasToken, tell } from './client.ts'
import type { RunTold } from './client.ts'
import { Compare } from './compare.ts'
import { BytesView } from './bytes-view.ts'
import { Controls } from './controls.ts'
import { addressDialog, saveDialog, transcriptDialog } from './dialogs.ts'
import { element, write } from './dom.ts'
import { Guide } from './guide.ts'
import { listenForKeys } from './keyboard.ts'
import { LogView } from './log-view.ts'
import { spokenRead } from './plot.ts'
import { SequenceView } from './sequence-view.ts'
import { sentenceAt } from './sentence.ts'
import type { Words } from './sentence.ts'
import { Session } from './session.ts'
import { SluiceView } from './sluice-view.ts'
import { TableView } from './table-view.ts'
import { Tabs } from './tabs.ts'
import { tasksDialog } from './tasks-dialog.ts'
import { text } from './texts.ts'

const session = new Session(changed, complain)
const controls = new Controls(defaults, (name, value) => void steer('settings', { [name]: value }))
const sluice = new SluiceView(session)
const tabs = new Tabs(
  [sluice, new SequenceView(session), new BytesView(session), new LogView(session), new TableView(session)],
  changed,
)

const key = (name: string) => element('kbd', { 'aria-hidden': 'true' }, name)
const button = (label: string | Node, name: string, onclick: () => void, className = '') =>
  element('button', { type: 'button', class: className, onclick, 'aria-keyshortcuts': name }, label, ' ', key(name))
const runWord = element('span', {}, text.run)
const runButton = button(runWord, 'R', () => void run(), 'primary')
const stopButton = button(text.stop, 'Esc', () => void steer('stop'))
const stepButton = button(text.step, 'S', () => void step())
const sentence = element('p', { class: 'sentence' })
const spoken = element('p', { class: 'spoken', 'aria-live': 'polite' })
const main = element('main')
const notice = element('p', { class: 'notice', role: 'alert' })

const guide = new Guide(session, {
  start: async (settings, path, name) => {
    if (name === undefined) controls.show(settings)
    address = path
    return (await inTurn(() => start(false, settings, name))) ? session.line : undefined
  },
  view: (index) => tabs.select(index),
  redraw: changed,
})
const exercises = tasksDialog()
const compare = new Compare(() => session.seen)
const transcript = transcriptDialog(async (pasted) => (await files()).explained(pasted))
const addresses = addressDialog((path) => {
  address = path
  void inTurn(() => start(false))
})
const file = element('input', {
  type: 'file',
  hidden: true,
  accept: '.ndjson,.gz',
  onchange: () => void open(file.files?.[0]),
})
const saving = saveDialog((format) => void save(format).catch(complain))
const action = (words: string, onclick: () => void) => element('button', { type: 'button', onclick }, words)

document.body.append(
  element(
    'header',
    {},
    element('h1', {}, text.title),
    element(
      'nav',
      { class: 'actions', 'aria-label': text.actions },
      guide.list,
      action(text.address.button, () => addresses.showModal()),
      action(text.tasks.button, () => exercises.showModal()),
      action(text.transcript.button, () => transcript.showModal()),
      action(text.open, () => file.click()),
      action(text.compare.button, () =>
        session.seen.length < 2 ? complain(new Error(text.compare.nothing)) : compare.open(),
      ),
      action(text.save.button, () => saving.showModal()),
    ),
    tabs.list,
  ),
  addresses,
  exercises,
  transcript,
  compare.root,
  saving,
  file,
  element(
    'div',
    { class: 'desk' },
    controls.root,
    element('div', { class: 'buttons' }, runButton, stopButton, stepButton),
  ),
  guide.root,
  main,
  element('footer', {}, spoken, element('p', {}, text.keys)),
)

main.append(notice, sentence, ...tabs.panels)

listenForKeys({
  run: () => void run(),
  stop: () => void steer('stop'),
  step: () => void step(),
  play: () => session.togglePlay(),
  read: (by) => {
    session.stepReads(by)
    // The slider speaks for itself.
    if (!document.activeElement?.matches('[role=slider]')) say(spokenRead(session.moment()))
  },
  tab: (index) => tabs.select(index),
})

let asked = false
let last: Promise<unknown> = Promise.resolve()
let address = '/cover3.jpg'
let calm = matchMedia('(prefers-reduced-motion: reduce)').matches
matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', ({ matches }) => (calm = matches))
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  tabs.repaint()
  compare.repaint()
  changed()
})
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', (event) => {
  event.preventDefault()
  void open(event.dataTransfer?.files[0])
})
addEventListener('hashchange', () => guide.open(location.hash.slice(1)))
guide.open(location.hash.slice(1))
changed()
if (hasToken) inTurn(lookOn).catch(complain)
else complain(new Error(text.noToken))

/** There is something to draw: in the next frame, once. */
function changed(): void {
  if (asked) return
  asked = true
  requestAnimationFrame(draw)
}

function draw(): void {
  asked = false
  session.tick()
  tabs.draw()
  guide.draw()
  const secret = guide.secret ?? (session.cut && session.place === undefined ? text.cut : undefined)
  showWords(secret === undefined ? sentenceAt(session.moment(), session.line, session.verdict) : [secret])
  stopButton.disabled = !session.running
  write(runWord, session.running && session.byHand ? text.goOn : text.run)
  const { dataset } = document.documentElement
  dataset['state'] = session.cut ? 'cut' : session.moment().phase
  dataset['run'] = String(session.run?.id ?? '')
  if (session.moving) setTimeout(changed, calm ? 250 : 0)
}

/** The lab is asked for one thing after the other: what a key press means may depend on what the one before began. */
function inTurn<T>(deed: () => Promise<T>): Promise<T> {
  const done = last.then(deed)
  last = done.catch(() => {})
  return done
}

/** The page was loaded again, or in another tab: the run that goes on is the one to look at. */
async function lookOn(): Promise<void> {
  const run = ((await (await get('runs')).json()) as RunTold[]).at(-1)
  if (!run || run.ended) return
  controls.show(run.settings)
  session.watch(run, run.byHand)
}

/** From the beginning; of a run that goes step by step, on by itself. */
const run = () => inTurn<unknown>(() => (session.running && session.byHand ? goOn() : start(false)))

/** One read more; the first of a run where none goes on. */
const step = () => inTurn<unknown>(() => (session.running ? oneMore() : start(true)))

const steer = (what: string, body: unknown = {}) => inTurn(() => tellRun(what, body))

function goOn(): Promise<void> {
  session.byHand = false
  return tellRun('go-on')
}

function oneMore(): Promise<void> {
  session.byHand = true
  return tellRun('step')
}

/** @returns whether it has begun */
async function start(byHand: boolean, settings = controls.settings, name?: string): Promise<boolean> {
  try {
    const begun = await tell('runs', { address, settings, byHand })
    write(notice, '')
    session.watch(begun, byHand, name)
    if (name === undefined) say(text.spokenSetting(settings))
    return true
  } catch (error) {
    complain(error as Error)
    return false
  }
}

async function tellRun(what: string, body: unknown = {}): Promise<void> {
  if (!session.running || !session.run) return
  await tell(`runs/${session.run.id}/${what}`, body).catch(complain)
}

/** What has to do with files is a script of its own, loaded when it is needed. */
function files(): Promise<typeof import('./files.ts')> {
  const script: string = '/files.js'
  return import(script).catch(() => {
    throw new Error(text.lost)
  })
}

async function open(dropped: File | undefined): Promise<void> {
  if (!dropped) return
  try {
    const { eventsOf } = await files()
    const events = await eventsOf(dropped)
    write(notice, '')
    session.open(events)
  } catch (error) {
    complain(error as Error)
  }
}

async function save(format: string): Promise<void> {
  if (!session.line.started) throw new Error(text.save.nothing)
  const { download, screenAs, traceAs } = await files()
  const name = `sluice-${session.line.started.started.replace(/[:.]/g, '-')}`
  if (format === 'png' || format === 'svg') {
    tabs.select(0)
    await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))
    const still = await sluice.still()
    download(await screenAs(format, main, sluice.scene(), still), `${name}.${format}`)
  } else {
    const wire = session.run
      ? await (await get(`runs/${session.run.id}/wire?from=0&to=999999999`)).bytes()
      : new Uint8Array()
    download(traceAs(format, session.events, wire), `${name}.${format}`)
  }
}

/** For who does not see it. */
function say(words: string): void {
  write(spoken, words)
}

/** Shown until the next run, and spoken. */
function complain({ message }: Error): void {
  write(notice, message)
}

function showWords(words: Words): void {
  const plain = words.map((part) => (typeof part === 'string' ? part : part[0])).join('')
  if (sentence.textContent === plain) return
  sentence.replaceChildren(
    ...words.map((part) => (typeof part === 'string' ? part : element('strong', { class: `of-${part[1]}` }, part[0]))),
  )
}
