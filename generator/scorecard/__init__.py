"""The scorecard: what notes said would come, counted; and earlier issues written again for it."""
