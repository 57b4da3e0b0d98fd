// What stands in place of a task's mark once the task is done: the document's own word for it where it has one, else the usual
// word of the mark's language. Knows neither tasks nor places.

/** A mark as it stands in its line. */
export interface WrittenMark {
  readonly text: string
  /** One character between brackets: `- [ ]`. */
  readonly isBox: boolean
  /** Behind a sign that is no part of it: `📋 Ready`. */
  readonly isSigned: boolean
}

/** Texts of the marks of the same kind in the document, in its order. */
export interface Vocabulary {
  readonly all: readonly string[]
  /** Those of tasks that are done. */
  readonly done: readonly string[]
}

export const doneMark = ({text, isBox, isSigned}: WrittenMark, {all, done}: Vocabulary): string => {
  const mark = partsOf(text)
  const alike = done.filter(other => formOf(partsOf(other)) === formOf(mark))
  const own = commonest(alike) ?? commonest(done)
  if (isBox) return own ?? 'x'
  const usual: Parts = {
    sign: mark.sign === '' ? '' : mark.sign.startsWith('☐') ? '☑' : '✅',
    gap: mark.gap,
    word: mark.word === '' ? '' : asWritten(mark.word, usualWord(mark.word, all)),
  }
  const chosen = own === undefined ? usual : partsOf(own)
  if (isSigned && chosen.word !== '') return chosen.word
  // Between sign and word there may be stars that end behind the word.
  if (mark.gap.trim() !== '') return (chosen.sign || usual.sign) + mark.gap + (chosen.word || usual.word)
  return chosen.sign + (chosen.gap.trim() === '' ? chosen.gap : ' ') + chosen.word
}

interface Parts {
  readonly sign: string
  readonly gap: string
  readonly word: string
}

/** Those of `⏳ **Pending`; a mark of one part has no gap. */
const partsOf = (text: string): Parts => {
  const sign = /^[\p{Extended_Pictographic}\p{So}]\uFE0F?/u.exec(text)?.[0] ?? ''
  const gap = sign === '' ? '' : (/^[\s*_`(~]*/.exec(text.slice(sign.length))?.[0] ?? '')
  return {sign, gap, word: text.slice(sign.length + gap.length)}
}

const formOf = ({sign, word}: Parts): string => `${sign === '' ? '' : 'sign'}${word === '' ? '' : 'word'}`

/** Of several that are as common, the first. */
const commonest = (texts: readonly string[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

/** By words that tell the language, in order of trial; in English it is `done`. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/[\u3040-\u30FF]|計画|着手|未実施|進行|作業|対応|開発/, '完了'],
  [/\p{Script=Han}/u, '已完成'],
  [/^(?:offen|ausstehend|geplant|in arbeit|in bearbeitung|blockiert|verschoben|entfällt)/i, 'erledigt'],
  [/^por hacer/i, 'hecho'],
  [/^(?:pendiente|en progreso|en curso|bloqueado|cancelado|omitido|aplazado)/i, 'completado'],
  [/^(?:bloqueada|cancelada|omitida|aplazada)/i, 'completada'],
  [/^(?:pendente|a fazer|em andamento|em progresso)/i, 'concluído'],
]

/** What is opened is closed, in trackers and in lists of their issues. */
const OPENED = /^(?:open|in_progress|hooked|pinned)$/i

const usualWord = (word: string, all: readonly string[]): string =>
  WORDS.find(([pattern]) => pattern.test(word))?.[1] ??
  (all.some(text => OPENED.test(partsOf(text).word)) ? 'closed' : 'done')

/** In capitals, with a capital, or without, as the word it replaces. */
const asWritten = (word: string, done: string): string => {
  const isLarge = word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()
  if (isLarge) return done.toUpperCase()
  return /^\p{Lu}/u.test(word) ? done.slice(0, 1).toUpperCase() + done.slice(1) : done
}
