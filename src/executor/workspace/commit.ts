// The commits that the host itself makes: what they say, and how they are made without a working tree.

import type {TaskId} from '../../graph/task.ts'
import type {ObjectId} from '../../run/event.ts'
import {type GitError, git} from '../../system/git.ts'
import type {Result} from '../../util/result.ts'

/** Equal messages on equal trees and parents make the same commit: its identity is ours, its date is given. */
export interface CommitMessage {
  readonly subject: string
  /** Names and values, in order. */
  readonly trailers: readonly Trailer[]
  /** Date of the commit, epoch milliseconds; git keeps seconds. */
  readonly at: number
}

export type Trailer = readonly [name: string, value: string]

export const TASK = 'Agent-Spawn-Task'
export const ATTEMPT = 'Agent-Spawn-Attempt'
export const AGENT = 'Agent-Spawn-Agent'
export const RUN = 'Agent-Spawn-Run'

export interface Author {
  readonly task: TaskId
  readonly attempt?: number
  readonly agent?: string
  readonly run: string
}

/** Whose work a commit holds, or takes back. */
export const authorTrailers = ({task, attempt, agent, run}: Author): readonly Trailer[] => [
  [TASK, task],
  ...(attempt === undefined ? [] : [[ATTEMPT, `${attempt}`] as const]),
  ...(agent === undefined ? [] : [[AGENT, agent] as const]),
  [RUN, run],
]

/** Git's own log cuts subjects off at about this length. */
const SUBJECT_LENGTH = 72

/** `feat(T1): <title>`, one line of at most 72 characters, cut between words. */
export const taskSubject = (kind: 'feat' | 'revert' | 'wip', task: TaskId, title: string): string => {
  const prefix = `${kind}(${task}): `
  return prefix + shorten(oneLine(title), SUBJECT_LENGTH - prefix.length)
}

const shorten = (text: string, length: number): string => {
  const characters = [...text]
  if (characters.length <= length) return text
  const cut = characters.slice(0, Math.max(length - 1, 1)).join('')
  const blank = cut.lastIndexOf(' ')
  return `${(blank > length / 2 ? cut.slice(0, blank) : cut).trimEnd()}…`
}

/** Titles and names come from documents: no line of theirs may become a line, or a trailer, of a message. */
const oneLine = (text: string): string =>
  text
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const messageText = ({subject, trailers}: CommitMessage): string => {
  const lines = trailers.map(([name, value]) => `${name}: ${oneLine(value)}`)
  return `${[oneLine(subject), ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n')}\n`
}

export interface CommitOrder {
  readonly gitDir: string
  readonly tree: ObjectId
  readonly parent: ObjectId
  /** Of a merge: what it brings in. */
  readonly secondParent?: ObjectId
  readonly message: CommitMessage
}

/** Makes the commit; no ref points to it yet. */
export const commitTree = ({
  gitDir,
  tree,
  parent,
  secondParent,
  message,
}: CommitOrder): Promise<Result<ObjectId, GitError>> => {
  const parents = ['-p', parent, ...(secondParent === undefined ? [] : ['-p', secondParent])]
  return git(['commit-tree', tree, ...parents, '-F', '-'], {
    gitDir,
    input: messageText(message),
    date: message.at,
  })
}
