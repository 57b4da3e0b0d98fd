// Sizes for people. Knows nothing of what has them.

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** `1.5 GB`, in powers of 1024, with one digit behind the point where it says something. */
export const formatBytes = (bytes: number): string => {
  const power = Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 0), UNITS.length - 1)
  const amount = Math.round((bytes / 1024 ** power) * 10) / 10
  return `${amount} ${UNITS[power]}`
}
