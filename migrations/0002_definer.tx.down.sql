-- The ground's way back drops both functions; the rights stay taken.
SELECT 1;
