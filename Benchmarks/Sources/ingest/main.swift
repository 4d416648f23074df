import BenchmarkSupport
import Questions

Question.ingest.run()
