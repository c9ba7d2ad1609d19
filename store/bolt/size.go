package bolt

// Size is engine.Sized.
func (s *Store) Size() (size int64, err error) {
	err = s.view(func(tx *reading) error {
		stats := s.db.Stats()
		size = tx.Size() - int64(stats.FreePageN+stats.PendingPageN)*int64(s.db.Info().PageSize)
		return nil
	})
	return size, err
}
