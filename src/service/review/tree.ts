// The files of a tree as a review reads them, be it the user's working tree or a commit in the hub.

import type {ObjectId} from '../../run/event.ts'
import {readText} from '../../system/files.ts'
import {git, splitNul} from '../../system/git.ts'
import {resolveInside} from '../../system/inside.ts'

export interface ReviewedTree {
  /** Of all its files. */
  readonly paths: ReadonlySet<string>
  /** Undefined for what is no text, or too large to be written by hand. */
  readonly read: (path: string) => Promise<string | undefined>
}

/** What people write by hand is smaller. */
const MAX_BYTES = 2 * 1024 * 1024

/** Tracked files and new ones. */
export const workingTree = async (root: string): Promise<ReviewedTree> => {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    trusted: true,
  })
  return {
    paths: new Set(listed.ok ? splitNul(listed.value) : []),
    read: async path => {
      const inside = await resolveInside(root, path)
      const text = inside.ok ? await readText(inside.value, MAX_BYTES) : undefined
      return text?.ok === true ? text.value : undefined
    },
  }
}

export const committedTree = async (gitDir: string, commit: ObjectId): Promise<ReviewedTree> => {
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', commit], {gitDir})
  return {
    paths: new Set(listed.ok ? splitNul(listed.value) : []),
    read: async path => {
      const shown = await git(['cat-file', 'blob', `${commit}:${path}`], {gitDir})
      return shown.ok && shown.value.length <= MAX_BYTES ? shown.value : undefined
    },
  }
}
