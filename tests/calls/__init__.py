"""Tests of calls: what notes say would come."""
