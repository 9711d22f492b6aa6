/**
 * Opens databases with better-sqlite3 12, and from Node 24 on keeps all that it hands out: built with the headers of Node 24.19, its
 * objects abort the process when the garbage collector takes one (`Assertion failed: (env) != nullptr`). Version 13 has no such trouble but
 * needs Node 22. A statement takes some kilobytes; so whoever asks often keeps one, and nobody uses `iterate`, whose objects nothing keeps.
 */
import SQLite, { type Database, type Options } from 'better-sqlite3'

const isAffected = Number.parseInt(process.versions.node, 10) >= 24
const kept: object[] = []

export const openSqlite = (file: string, options: Options = {}): Database => {
  const database = new SQLite(file, options)
  if (isAffected) keepAll(database)
  return database
}

interface Native {
  prepare(...args: readonly unknown[]): object
}

/** `pragma` and `transaction` make statements as well, through the native object that a symbol of the library holds. */
const keepAll = (database: Database): void => {
  const values = Object.getOwnPropertySymbols(database).map(symbol => Reflect.get(database, symbol) as Partial<Native>)
  const native = values.find((value): value is Native => typeof value.prepare === 'function')
  if (native === undefined) return
  kept.push(native)
  const prepare = native.prepare.bind(native)
  native.prepare = (...args) => {
    const statement = prepare(...args)
    kept.push(statement)
    return statement
  }
}
