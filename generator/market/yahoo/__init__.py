"""Live data from Yahoo through yfinance; the only room that imports that library."""
