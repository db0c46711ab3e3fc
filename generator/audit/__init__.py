"""Text and facts to findings: proof that a note prints nothing it cannot prove."""
