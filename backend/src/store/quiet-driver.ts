import sqlite3 from 'sqlite3'

/** The driver of SQLite without its verbose form, for which TypeORM asks: that one makes a stack trace for every query. */
export const quietDriver = { ...sqlite3, verbose: () => sqlite3 }
