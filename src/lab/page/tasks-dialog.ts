// The exercises: where to retrieve from, a place to paste, or the learner's program run by the lab; and what the
// comparison says.

import type { Outcome } from '../told.ts'
import { get, tell } from './client.ts'
import { dialog } from './dialogs.ts'
import { element, write } from './dom.ts'
import { judged } from './panel.ts'
import { tasks } from './tasks.ts'
import type { Task } from './tasks.ts'
import { text } from './texts.ts'

/** The lab's own server, without a last slash, and the program that this start was given. */
interface Server {
  url: string
  command: string | null
}

export function tasksDialog(): HTMLDialogElement {
  return dialog(text.tasks.title, element('p', {}, text.tasks.about), ...tasks.map(one))
}

const code = (words: string) => element('code', {}, words)

function one(task: Task, index: number): HTMLElement {
  const where = element('code', {})
  const how = element('p', {})
  const result = element('p', { 'aria-live': 'polite' })
  const pasted = element('textarea', { rows: 5, spellcheck: 'false', 'aria-label': text.tasks.pasted })
  const runButton = element(
    'button',
    { type: 'button', class: 'primary', hidden: true, onclick: () => void doing(run) },
    text.tasks.run,
  )
  const open = async () => {
    const { url, command } = (await (await get('server')).json()) as Server
    write(where, url + task.path)
    how.replaceChildren(...(command === null ? [text.tasks.noCommand] : [text.tasks.command, code(command)]))
    runButton.hidden = command === null
  }
  const check = async (complaint = '') => {
    const { held, words } = task.check(pasted.value, ...(await answerAt(task.path)))
    result.replaceChildren(judged(held, words), complaint)
  }
  const run = async () => {
    write(result, text.tasks.running)
    const { printed, complained, problem } = await tell<Outcome>('program', { exercise: index + 1 })
    pasted.value = printed
    await check([' ', problem, complained.trim().split('\n').at(-1)].filter(Boolean).join(' '))
  }
  const doing = async (deed: () => Promise<void>) => {
    runButton.disabled = true
    await deed().catch(({ message }: Error) => write(result, message))
    runButton.disabled = false
  }
  return element(
    'details',
    { ontoggle: () => void doing(open) },
    element('summary', {}, task.title),
    element('p', {}, task.about),
    element('p', {}, `${text.tasks.from} `, where),
    how,
    pasted,
    element(
      'div',
      { class: 'buttons' },
      runButton,
      element('button', { type: 'button', onclick: () => void doing(() => check()) }, text.tasks.check),
    ),
    result,
  )
}

// Retrieved anew, by the lab: what the server has is what the server sends.
async function answerAt(path: string): Promise<[body: string, head: number]> {
  const settings = { rate: 0, receiveBuffer: 0, recvSize: 65_536, delay: 0 }
  const { id } = await tell('runs', { address: path, settings })
  // It ends when the run does.
  await (await get(`runs/${id}/trace.ndjson?follow=1`)).text()
  const answer = await (await get(`runs/${id}/wire?from=0&to=1000000`)).text()
  const head = answer.indexOf('\r\n\r\n') + 4
  return [answer.slice(head), head]
}
