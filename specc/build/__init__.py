"""The job behind `specc build`: check, plan, emit, snapshot, run, lock."""
