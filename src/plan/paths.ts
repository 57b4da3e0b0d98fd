// Tells a path from prose, and reads the note behind it: `src/app.ts (modify to mount the routes)`.

import type {OutputIntent} from '../graph/task.ts'

/** Files that are called so without an extension. */
const BARE_NAMES =
  /^(?:Makefile|Dockerfile|Containerfile|Procfile|Gemfile|Rakefile|Justfile|Vagrantfile|Jenkinsfile|Caddyfile|LICENSE|LICENCE|README|CHANGELOG|NOTICE|CODEOWNERS|VERSION)$/i
const EXTENSION = /\.[A-Za-z0-9_*{},-]{1,24}$/

/** One word with a slash, an extension or a well-known name; no URL, option or version number. */
export const isPath = (word: string): boolean => {
  if (word === '' || word.length > 1024 || /[\s<>"'`|]/.test(word)) return false
  if (word.includes('://') || /^(?:-|\.{3}|…|https?:|mailto:)/.test(word) || /^v?\d+(?:\.\d+)*$/.test(word))
    return false
  return word.includes('/') ? /[\p{L}\d*]/u.test(word) : EXTENSION.test(word) || BARE_NAMES.test(word)
}

/** Cuts `:12-34` and `:5,9` from `src/a.ts:12-34`. */
export const withoutLines = (path: string): string => path.replace(/:\d[\d,-]{0,60}$/, '')

export interface PathNote {
  /** What stands in brackets behind the path. */
  readonly note?: string
  /** Undefined: named, but not written by this task. */
  readonly intent: OutputIntent | undefined
}

const UNTOUCHED =
  /\b(?:no\s+changes?|unchanged|untouched|read[- ]only|do\s+not\s+(?:modify|change|touch)|for\s+reference|reference\s+only)\b/i
const DELETED = /^(?:deleted?|removed?)\b/i
const MODIFIED = /^(?:modif(?:y|ied|ication)|updated?|extend(?:ed)?|edit(?:ed)?|changed?|existing)\b/i
const CREATED = /^(?:new|created?|add(?:ed)?)\b/i

export const intentOf = (words: string, otherwise: OutputIntent): OutputIntent | undefined => {
  const text = words.trim()
  if (UNTOUCHED.test(text)) return undefined
  if (DELETED.test(text)) return 'delete'
  if (MODIFIED.test(text)) return 'modify'
  return CREATED.test(text) ? 'create' : otherwise
}

/** Reads what stands behind a path: a note in brackets, or a remark behind `#`, `//`, `—`, `-`, `<-` or `:`. */
export const readPathNote = (text: string, otherwise: OutputIntent): PathNote | undefined => {
  const rest = text.trim()
  if (rest === '') return {intent: otherwise}
  const bracket = /^\(([^()]{0,300}(?:\([^()]{0,300}\)[^()]{0,300})?)\)/.exec(rest)
  if (bracket) {
    const note = (bracket[1] ?? '').trim()
    return {...(note === '' ? {} : {note}), intent: intentOf(note, otherwise)}
  }
  const remark = /^(?:#|\/\/|<-|←|—|–|-{1,2}(?=\s)|:)\s*(.*)/s.exec(rest)
  return remark ? {intent: intentOf(remark[1] ?? '', otherwise)} : undefined
}
