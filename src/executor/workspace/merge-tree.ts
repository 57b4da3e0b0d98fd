// Two commits brought together in the hub, without a working tree, so that nothing but git's own merge is run.

import type {ObjectId} from '../../run/event.ts'
import {type GitError, git} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'

export interface MergeSides {
  /** The hub's. */
  readonly gitDir: string
  readonly ours: ObjectId
  readonly theirs: ObjectId
}

export interface MergedTree {
  /** Where lines conflict it has both versions between marks; where whole files do, one of them. */
  readonly tree: ObjectId
  /** Empty for a clean merge. */
  readonly conflicts: readonly Conflict[]
}

export interface Conflict {
  readonly path: string
  /** What each side did there, in git's words. May be empty. */
  readonly notes: readonly string[]
}

/** A conflict is no error: that is for what git cannot merge at all. */
export const mergeTree = async ({
  gitDir,
  ours,
  theirs,
}: MergeSides): Promise<Result<MergedTree, GitError>> => {
  const merged = await git(['merge-tree', '--write-tree', '-z', '--messages', ours, theirs], {gitDir})
  if (!merged.ok && merged.error.exitCode !== 1) return merged
  const {tree, conflicts} = parse(merged.ok ? merged.value : merged.error.stdout)
  // Exit code 1 stands for a conflict, and for one or two mistakes of the caller.
  if (!merged.ok && conflicts.length === 0) return err(merged.error)
  return ok({tree, conflicts: merged.ok ? [] : conflicts})
}

/** The tree; then `<mode> <object> <stage>\t<path>` for each side of each conflict; nothing; then the messages. */
const parse = (output: string): MergedTree => {
  const [tree = '', ...rest] = output.split('\0')
  const end = rest.indexOf('')
  const sides = rest.slice(0, end)
  const paths = new Set(sides.map(side => side.slice(side.indexOf('\t') + 1)))
  const messages = parseMessages(rest.slice(end + 1))
  const notesOn = (path: string) =>
    messages.filter(message => message.paths.includes(path)).map(({text}) => text)
  return {tree, conflicts: [...paths].map(path => ({path, notes: notesOn(path)}))}
}

interface Message {
  readonly paths: readonly string[]
  readonly text: string
}

/** Each is a number of paths, the paths, a short type and a text; those of conflicts alone. */
const parseMessages = (fields: readonly string[]): readonly Message[] => {
  const found: Message[] = []
  for (let at = 0; at < fields.length; ) {
    const count = Number(fields[at])
    if (fields[at] === '' || !Number.isInteger(count)) break
    const [type = '', text = ''] = fields.slice(at + 1 + count)
    if (type.startsWith('CONFLICT'))
      found.push({
        paths: fields.slice(at + 1, at + 1 + count),
        text: text.replace(/^warning: /, '').trimEnd(),
      })
    at += count + 3
  }
  return found
}

export interface MarkQuestion extends MergeSides {
  /** Where to look for marks. */
  readonly tree: ObjectId
  readonly paths: readonly string[]
}

/** Those of the paths that still have lines of a conflict, such as neither side ever had. */
export const markedPaths = async ({
  gitDir,
  tree,
  ours,
  theirs,
  paths,
}: MarkQuestion): Promise<readonly string[]> => {
  const marked: string[] = []
  for (const path of paths) {
    const marks = (await linesAt(gitDir, tree, path)).filter(isMark)
    if (marks.length === 0) continue
    const before = new Set([...(await linesAt(gitDir, ours, path)), ...(await linesAt(gitDir, theirs, path))])
    if (marks.some(mark => !before.has(mark))) marked.push(path)
  }
  return marked
}

const isMark = (line: string): boolean => /^(?:<{7} |={7}$|>{7} )/.test(line)

/** None for what is no file there. */
const linesAt = async (gitDir: string, tree: ObjectId, path: string): Promise<readonly string[]> => {
  const shown = await git(['cat-file', 'blob', `${tree}:${path}`], {gitDir})
  return shown.ok ? shown.value.split(/\r?\n/) : []
}
