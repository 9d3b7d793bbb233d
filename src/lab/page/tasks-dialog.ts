// The exercises: where to retrieve from, a place to paste, and what the comparison says.

import { get, tell } from './client.ts'
import type { RunTold } from './client.ts'
import { dialog } from './dialogs.ts'
import { element, write } from './dom.ts'
import { tasks } from './tasks.ts'
import type { Task } from './tasks.ts'
import { text } from './texts.ts'

/** @param server the lab's own server, without a last slash */
export function tasksDialog(server: () => Promise<string>): HTMLDialogElement {
  return dialog(text.tasks.title, element('p', {}, text.tasks.about), ...tasks.map((task) => one(task, server)))
}

function one(task: Task, server: () => Promise<string>): HTMLElement {
  const where = element('code', {})
  const result = element('p', { 'aria-live': 'polite' })
  const pasted = element('textarea', { rows: 5, spellcheck: 'false', 'aria-label': text.tasks.pasted })
  const check = async () => {
    write(result, '')
    const { held, words } = task.check(pasted.value, await bodyAt(task.path))
    result.replaceChildren(element('strong', { class: held ? 'of-program' : 'of-pause' }, words))
  }
  return element(
    'details',
    { ontoggle: () => void server().then((url) => write(where, url + task.path)) },
    element('summary', {}, task.title),
    element('p', {}, task.about),
    element('p', {}, `${text.tasks.from} `, where),
    pasted,
    element('button', { type: 'button', class: 'primary', onclick: () => void check() }, text.tasks.check),
    result,
  )
}

// Retrieved anew, by the lab: what the server has is what the server sends.
async function bodyAt(path: string): Promise<string> {
  const settings = { rate: 0, receiveBuffer: 0, recvSize: 65_536, delay: 0 }
  const { id } = await tell('runs', { address: path, settings })
  for (let ended = false; !ended;) {
    const runs = (await (await get('runs')).json()) as RunTold[]
    ended = runs.find((run) => run.id === id)?.ended ?? true
  }
  const answer = await (await get(`runs/${id}/wire?from=0&to=1000000`)).text()
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}
