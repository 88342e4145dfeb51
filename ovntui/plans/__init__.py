"""Every change a plan: made from the cloud, previewed, guarded, applied whole, true in its verdict, undoable.

values → Recipe → Wish (acts) → draft (ovsdbapp's commands) → row changes → Plan
       → preview → Writer: gate, journal, one transaction a database → verdict → in force
"""
