import BenchmarkSupport
import Questions

Question.open.run()
