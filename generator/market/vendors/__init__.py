"""Other people's files, one layout a module; foreign vocabulary stops in this folder."""
