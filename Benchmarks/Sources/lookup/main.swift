import BenchmarkSupport
import Questions

Question.lookup.run()
