// Prepares what a code host needs to take a run's work: the branch, the text, and the commands that a person may run.

import {join} from 'node:path'
import {type Hub, integrationBranch, mirror} from '../executor/workspace/hub.ts'
import {pullRequestBody, pullRequestName, pullRequestTitle} from '../report/pull-request.ts'
import type {RunState} from '../run/state.ts'
import {git} from '../system/git.ts'
import {word} from '../system/quote.ts'
import {ok, type Result} from '../util/result.ts'
import {blocked} from './failure.ts'
import type {OperationError} from './operation.ts'
import {writeReport} from './reports.ts'

export interface PullRequest {
  /** `agent-spawn/<run>`, up to date in the user's repository. */
  readonly branch: string
  /** The branch that it is to be merged into. */
  readonly base: string
  /** The file with the text, relative to the root. */
  readonly body: string
  /** Shell commands, in order; none has been run. */
  readonly commands: readonly string[]
}

export interface PullRequestOrder {
  readonly root: string
  readonly hub: Hub
  readonly state: RunState
  /** The user's branch. */
  readonly base: string
  /** Of the reports, relative to the root. */
  readonly directory: string
}

export const preparePullRequest = async (
  order: PullRequestOrder,
): Promise<Result<PullRequest, OperationError>> => {
  const {root, hub, state, base, directory} = order
  const remote = await remoteOf(root, base)
  if (remote === undefined)
    return blocked(
      'no-remote',
      `${root} has no remote that work could be pushed to. Add one: git remote add origin URL`,
    )
  const mirrored = await mirror(hub, state.run)
  if (!mirrored.ok) return blocked('refused', mirrored.error)
  const body = await writeReport(root, `${directory}/${pullRequestName(state)}`, pullRequestBody(state))
  if (!body.ok) return blocked('not-written', body.error)
  const branch = integrationBranch(state.run)
  const words = {branch, base, title: pullRequestTitle(state), file: join(root, body.value)}
  const push = shellText(['git', 'push', '--set-upstream', remote.name, branch])
  return ok({branch, base, body: body.value, commands: [push, ...requestCommand(remote.url, words)]})
}

interface Remote {
  readonly name: string
  readonly url: string
}

/** The one that the branch is pushed to, else `origin`, else the first. */
const remoteOf = async (root: string, branch: string): Promise<Remote | undefined> => {
  const there = {cwd: root, trusted: true}
  const own = await git(['config', '--get', `branch.${branch}.remote`], there)
  const listed = await git(['remote'], there)
  const names = listed.ok ? listed.value.split('\n').filter(Boolean) : []
  const name = [own.ok ? own.value : '', 'origin', ...names].find(each => names.includes(each))
  if (name === undefined) return undefined
  const url = await git(['remote', 'get-url', '--push', name], there)
  return {name, url: url.ok ? url.value : ''}
}

interface Words {
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly file: string
}

/** Hosts of their own are called after what they run, as a rule. Of any other, nothing is known but its web page. */
const requestCommand = (url: string, {branch, base, title, file}: Words): readonly string[] => {
  const host = hostOf(url)
  if (host.includes('github'))
    return [
      shellText([
        'gh',
        'pr',
        'create',
        '--base',
        base,
        '--head',
        branch,
        '--title',
        title,
        '--body-file',
        file,
      ]),
    ]
  if (!host.includes('gitlab')) return []
  const start = ['glab', 'mr', 'create', '--target-branch', base, '--source-branch', branch, '--title', title]
  return [`${shellText(start)} --description "$(cat ${word(file)})"`]
}

/** Of a URL, or of `user@host:path`; empty for a directory. */
const hostOf = (url: string): string => {
  if (url.includes('://')) return URL.parse(url)?.hostname.toLowerCase() ?? ''
  const [, first = '', second] = /^([^/:@]+)(?:@([^/:@]+))?:/.exec(url) ?? []
  return (second ?? first).toLowerCase()
}

const shellText = (words: readonly string[]): string => words.map(word).join(' ')
