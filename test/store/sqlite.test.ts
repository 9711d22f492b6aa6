/**
 * Databases come and go while the garbage collector works: from Node 24.19 on, a statement of better-sqlite3 12 that it takes ends the
 * process. There this test can only pass or take its worker with it; elsewhere it proves nothing more than that statements work.
 */
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openSqlite } from '../../runtime/store/sqlite.ts'

test('statements, transactions and pragmas outlive any collection of garbage', async () => {
  for (let round = 0; round < 100; round++) {
    const database = openSqlite(':memory:')
    database.exec('CREATE TABLE t (n)')
    database.transaction(() => {
      for (let n = 0; n < 50; n++) database.prepare(`INSERT INTO t VALUES (${n})`).run()
    })()
    database.pragma('user_version', { simple: true })
    expect(database.prepare('SELECT sum(n) FROM t').pluck().get()).toBe(1225)
    if (round % 2 === 0) database.close()
    // Garbage enough that V8 collects by itself, which is when the process would end.
    for (let n = 0; n < 2_000; n++) new Array(500).fill(n)
    await setImmediate()
  }
})
