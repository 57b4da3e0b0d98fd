// How changed files may be committed: all at once, or by whose work they are. Each file is in one commit.

import {authorTrailers, taskSubject} from '../../executor/workspace/commit.ts'
import {counted} from '../../graph/wording.ts'
import {type OwnedFiles, type Owner, type PlanKind, type PlannedCommit, pathsOf} from '../../report/review.ts'
import {oneLine} from '../../report/words.ts'
import {word} from '../../system/quote.ts'
import type {OwnersOf} from './owners.ts'

/** By the last who changed a file; what nobody owns comes last. */
export const groupByOwner = (files: OwnedFiles['files'], owners: OwnersOf): readonly OwnedFiles[] => {
  const groups = new Map<string, OwnedFiles>()
  for (const file of files) {
    const owner = owners(file.path).at(-1) ?? (file.from === undefined ? undefined : owners(file.from).at(-1))
    const key = owner?.task ?? ''
    groups.set(key, {
      ...(owner === undefined ? {} : {owner}),
      files: [...(groups.get(key)?.files ?? []), file],
    })
  }
  const order = new Intl.Collator('en', {numeric: true})
  return [...groups.values()].sort((a, b) => {
    if (a.owner === undefined || b.owner === undefined) return a.owner === undefined ? 1 : -1
    return order.compare(a.owner.task, b.owner.task)
  })
}

export interface PlanOrder {
  readonly groups: readonly OwnedFiles[]
  readonly plan: PlanKind
  /** Title of the plan that was run, for a single commit. */
  readonly title?: string
  /** The commit or branch that holds the changes; absent: they are in the working tree. */
  readonly source?: string
}

export const planCommits = ({groups, plan, title, source}: PlanOrder): readonly PlannedCommit[] => {
  const all = groups.flatMap(({files}) => files)
  if (all.length === 0) return []
  const commits: readonly Omit<PlannedCommit, 'command'>[] =
    plan === 'single'
      ? [
          {
            subject: `feat: ${title === undefined ? counted(all.length, 'file') : oneLine(title)}`,
            trailers: [],
            paths: pathsOf(all),
          },
        ]
      : groups.map(({owner, files}) => ({...messageOf(owner), paths: pathsOf(files)}))
  return commits.map(commit => ({...commit, command: commandFor(commit, plan, source)}))
}

const messageOf = (owner: Owner | undefined): Pick<PlannedCommit, 'subject' | 'trailers'> => {
  if (owner === undefined) return {subject: 'chore: other changes', trailers: []}
  const {run, task, attempt, agent, title} = owner
  return {
    subject: taskSubject('feat', task, title),
    trailers: authorTrailers({run, task, attempt, agent: oneLine(agent)}),
  }
}

/** Paths are taken as they are written, whatever stars and brackets there are in them. */
const commandFor = (
  {subject, trailers, paths}: Omit<PlannedCommit, 'command'>,
  plan: PlanKind,
  source: string | undefined,
): string => {
  const git = (...words: readonly string[]): string => `git --literal-pathspecs ${words.join(' ')}`
  const files = ['--', ...paths.map(word)]
  const commit = ['commit', ...commitArguments({subject, trailers}).map(word)]
  if (source !== undefined)
    return `${git('restore', `--source=${word(source)}`, '--staged', '--worktree', ...files)} && ${git(...commit)}`
  return plan === 'interactive'
    ? [git('add', '--intent-to-add', ...files), git('add', '--patch', ...files), git(...commit)].join(' && ')
    : [git('add', '--all', ...files), git(...commit, '--only', ...files)].join(' && ')
}

export const commitArguments = ({
  subject,
  trailers,
}: Pick<PlannedCommit, 'subject' | 'trailers'>): readonly string[] => [
  '-m',
  subject,
  ...trailers.flatMap(([name, value]) => ['--trailer', `${name}: ${value}`]),
]
