// Properties whose values are made when somebody asks.

/** For `Object.defineProperty`: an ordinary property once it has been read or written. All objects that have it may share one. */
export const lazy = <O extends object, K extends keyof O & string>(
  name: K,
  make: (owner: O) => O[K],
): PropertyDescriptor & ThisType<O> => {
  const settle = (owner: O, value: O[K]): O[K] => {
    Object.defineProperty(owner, name, {value, writable: true, enumerable: true, configurable: true})
    return value
  }
  return {
    enumerable: true,
    configurable: true,
    get() {
      return settle(this, make(this))
    },
    set(value: O[K]) {
      settle(this, value)
    },
  }
}
