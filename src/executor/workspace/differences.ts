// In what workspaces differ from the user's own tree, which git fills with more than the commit holds: submodules and files that pass a
// filter, such as those of Git LFS.

import {type GitError, git, splitNul} from '../../system/git.ts'
import type {Result} from '../../util/result.ts'
import type {Hub} from './hub.ts'

/** Whole sentences for people; none as a rule. What cannot be found out is not told. */
export const workspaceDifferences = async ({path, repository}: Hub): Promise<readonly string[]> => {
  const listed = await git(['ls-tree', '-r', '-z', repository.head.commit], {gitDir: path})
  const entries = records(listed).map(record => {
    const [, mode = '', name = ''] = ENTRY.exec(record) ?? []
    return {mode, name}
  })
  const submodules = entries.flatMap(({mode, name}) => (mode === SUBMODULE ? [name] : []))
  const names = entries.map(({name}) => name)
  const hasAttributes = names.some(name => name === ATTRIBUTES || name.endsWith(`/${ATTRIBUTES}`))
  const filtered = hasAttributes ? await filteredPaths(repository.root, names) : new Map()
  return [
    ...(submodules.length === 0 ? [] : [aboutSubmodules(submodules)]),
    ...[...filtered].map(([filter, paths]) => aboutFilter(filter, paths)),
  ]
}

/** `<mode> <type> <id>` and, behind a tab, the path. */
const ENTRY = /^(\d+) [^\t]*\t(.*)$/s
const SUBMODULE = '160000'
const ATTRIBUTES = '.gitattributes'

const records = (listed: Result<string, GitError>): readonly string[] =>
  listed.ok ? splitNul(listed.value) : []

/** By name of the filter. Nothing runs: the attributes are looked up alone. */
const filteredPaths = async (
  root: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const args = ['-c', 'core.fsmonitor=false', 'check-attr', '-z', '--stdin', 'filter']
  const found = records(await git(args, {cwd: root, trusted: true, input: `${names.join('\0')}\0`}))
  const filters = new Map<string, string[]>()
  for (let at = 0; at + 2 < found.length; at += 3) {
    const [path = '', value = ''] = [found[at], found[at + 2]]
    if (NO_FILTER.has(value)) continue
    const paths = filters.get(value)
    if (paths === undefined) filters.set(value, [path])
    else paths.push(path)
  }
  return filters
}

const NO_FILTER: ReadonlySet<string> = new Set(['unspecified', 'unset', 'set'])

const SHOWN_PATHS = 3

const shown = (paths: readonly string[]): string =>
  paths.slice(0, SHOWN_PATHS).join(', ') +
  (paths.length > SHOWN_PATHS ? ` and ${paths.length - SHOWN_PATHS} more` : '')

const aboutSubmodules = (paths: readonly string[]): string =>
  `Workspaces hold an empty directory for each submodule (${shown(paths)}). If agents need those files, get them by a set-up command: workspace.setup in .conductor/config.yaml, e.g. \`git submodule update --init\`.`

const aboutFilter = (filter: string, paths: readonly string[]): string =>
  `Workspaces hold the files of the git filter ${filter} as git stores them, not as you see them (${shown(paths)}), and what agents write there is committed as it is.`
