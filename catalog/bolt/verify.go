package bolt

import "context"

// Verify opens a backup read-only and checks all of it: structure, checksums,
// secondary orders and the audit chain. It changes nothing.
func Verify(ctx context.Context, file string) error { return faultless(ctx, file) }
