// How a task is called, and how the things made for it are: files, branches, workspaces. Knows no tasks.

import type {TaskId} from './task.ts'

const ID_MAX = 64 // characters: with a workspace's prefix and type it stays one name of a directory

const PARTS = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/

/** What git refuses in a branch name. */
const REFUSED = /\.(?:\/|$)|\.\.|\.lock(?:\/|$)/i

export const isTaskId = (id: string): boolean => id.length <= ID_MAX && PARTS.test(id) && !REFUSED.test(id)

/** One name of a file, and one part of a branch: no id has a `+` of its own, so no two ids get one name. */
export const nameOf = (id: TaskId): string => id.replaceAll('/', '+')
