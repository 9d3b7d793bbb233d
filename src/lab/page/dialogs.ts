// What is asked for beside the run: an address, a transcript, a format to save in.

import { element, write } from './dom.ts'
import { text } from './texts.ts'

/** A dialog that its button opens; Esc and its own button close it. */
export function dialog(title: string, ...children: Node[]): HTMLDialogElement {
  const made: HTMLDialogElement = element(
    'dialog',
    { 'aria-label': title },
    element(
      'div',
      { class: 'dialog-head' },
      element('h2', {}, title),
      element('button', { type: 'button', onclick: () => made.close() }, text.close),
    ),
    ...children,
  )
  return made
}

/** Any http or https address, or a file of the lab's own server. @param run retrieves it */
export function addressDialog(run: (address: string) => void): HTMLDialogElement {
  const field = element('input', {
    type: 'text',
    inputmode: 'url',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-label': text.address.label,
    placeholder: text.address.example,
    required: true,
    autofocus: true,
  })
  const go = (address: string) => {
    made.close()
    run(address)
  }
  const own = ['/cover3.jpg', '/cover.jpg', '/romeo.txt', '/bytes/4000k']
  const made = dialog(
    text.address.title,
    element('p', {}, text.address.about),
    element(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault()
          go(field.value.trim())
        },
      },
      field,
      element('button', { class: 'primary' }, text.run),
    ),
    element('p', {}, text.address.own),
    element(
      'div',
      { class: 'buttons' },
      ...own.map((path) => element('button', { type: 'button', onclick: () => go(path) }, path)),
    ),
  )
  return made
}

/** What the learner's own program printed, and what it shows. @param explain says that */
export function transcriptDialog(explain: (transcript: string) => Promise<string>): HTMLDialogElement {
  const shown = element('pre', {
    class: 'explained',
    role: 'region',
    tabindex: 0,
    'aria-live': 'polite',
    'aria-label': text.transcript.result,
  })
  const field = element('textarea', {
    rows: 12,
    spellcheck: 'false',
    'aria-label': text.transcript.label,
    placeholder: '5120 5120\n5120 10240\n4240 14480\n…',
    autofocus: true,
    oninput: () =>
      void explain(field.value).then(
        (words) => write(shown, words),
        ({ message }: Error) => write(shown, message),
      ),
  })
  return dialog(text.transcript.title, element('p', {}, text.transcript.about), field, shown)
}

/** @param save in a format of the table of texts */
export function saveDialog(save: (format: string) => void): HTMLDialogElement {
  const go = (format: string) => {
    made.close()
    save(format)
  }
  const made = dialog(
    text.save.title,
    element(
      'div',
      { class: 'choices' },
      ...Object.entries(text.save.formats).map(([format, words]) =>
        element('button', { type: 'button', onclick: () => go(format) }, words),
      ),
    ),
  )
  return made
}
