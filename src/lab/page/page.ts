// The page: header, controls, the sentence, and the views of one session.

import { defaults } from '../settings.ts'
import { hasToken, tell } from './client.ts'
import { BytesView } from './bytes-view.ts'
import { Controls } from './controls.ts'
import { element, write } from './dom.ts'
import { listenForKeys } from './keyboard.ts'
import { LogView } from './log-view.ts'
import { SequenceView } from './sequence-view.ts'
import { sentenceAt } from './sentence.ts'
import type { Words } from './sentence.ts'
import { Session } from './session.ts'
import { SluiceView } from './sluice-view.ts'
import { TableView } from './table-view.ts'
import { Tabs } from './tabs.ts'
import { text } from './texts.ts'

const session = new Session(changed, () => complain(text.lost))
const controls = new Controls(defaults, (name, value) => void steer('settings', { [name]: value }))
const sluice = new SluiceView(session)
const tabs = new Tabs(
  [sluice, new SequenceView(session), new BytesView(session), new LogView(session), new TableView(session)],
  changed,
)

const key = (name: string) => element('kbd', { 'aria-hidden': 'true' }, name)
const button = (label: string, name: string, onclick: () => void, className = '') =>
  element('button', { type: 'button', class: className, onclick, 'aria-keyshortcuts': name }, label, ' ', key(name))
const runButton = button(text.run, 'R', () => void start(false), 'primary')
const stopButton = button(text.stop, 'Esc', () => void steer('stop'))
const stepButton = button(text.step, 'S', () => void step())
const sentence = element('p', { class: 'sentence' })
const spoken = element('p', { class: 'spoken', 'aria-live': 'polite' })
const notice = element('p', { class: 'notice', role: 'alert' })

document.body.append(
  element('header', {}, element('h1', {}, text.title), element('p', {}, text.subtitle), tabs.list),
  element(
    'div',
    { class: 'desk' },
    controls.root,
    element('div', { class: 'buttons' }, runButton, stopButton, stepButton),
  ),
  element('main', {}, notice, sentence, ...tabs.panels),
  element('footer', {}, spoken, element('p', {}, text.keys)),
)

listenForKeys({
  run: () => void start(false),
  stop: () => void steer('stop'),
  step: () => void step(),
  play: () => session.togglePlay(),
  read: (by) => {
    session.stepReads(by)
    const { count, last, read, at } = session.moment()
    say(text.spokenRead(count, last.at(-1)?.bytes ?? 0, read, at))
  },
  tab: (index) => tabs.select(index),
})

let asked = false
let calm = matchMedia('(prefers-reduced-motion: reduce)').matches
matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', ({ matches }) => (calm = matches))
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  tabs.repaint()
  changed()
})
changed()
if (!hasToken) complain(text.noToken)

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
  showWords(sentenceAt(session.moment(), session.line, session.verdict))
  stopButton.disabled = !session.running
  document.documentElement.dataset['state'] = session.moment().phase
  if (session.moving) setTimeout(changed, calm ? 250 : 0)
}

async function start(byHand: boolean): Promise<void> {
  try {
    const run = await tell('runs', { settings: controls.settings, byHand })
    write(notice, '')
    session.watch(run, byHand)
    say(text.spokenSetting(controls.settings))
  } catch (error) {
    complain((error as Error).message)
  }
}

async function steer(what: string, body: unknown = {}): Promise<void> {
  if (!session.running || !session.run) return
  await tell(`runs/${session.run.id}/${what}`, body).catch(() => complain(text.lost))
}

async function step(): Promise<void> {
  if (!session.running) return start(true)
  session.byHand = true
  await steer('step')
}

/** For who does not see it. */
function say(words: string): void {
  write(spoken, words)
}

/** Shown until the next run, and spoken. */
function complain(words: string): void {
  write(notice, words)
}

function showWords(words: Words): void {
  const plain = words.map((part) => (typeof part === 'string' ? part : part[0])).join('')
  if (sentence.textContent === plain) return
  sentence.replaceChildren(
    ...words.map((part) => (typeof part === 'string' ? part : element('strong', { class: `of-${part[1]}` }, part[0]))),
  )
}
